package taskdef

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

const ruleVolume = "API reference, Volume"

func checkVolumes(c *checker) {
	seen := map[string]bool{}
	for i, v := range c.in.Volumes {
		path, name := fmt.Sprintf("volumes[%d]", i), aws.ToString(v.Name)
		switch {
		case name == "":
			c.refuse(finding{path + ".name", "the volume has no name", "", ruleVolume})
		case !validName(name):
			c.refuse(finding{
				path + ".name", "a volume is named by up to 255 letters, digits, hyphens and underscores",
				fixedName(name), ruleVolume,
			})
		case seen[name]:
			c.refuse(finding{path + ".name", fmt.Sprintf("two volumes are called %q", name), "", ruleVolume})
		}
		seen[name] = true
		c.checkVolumeKind(path, v)
	}
}

// API reference, Volume: host, Docker, EFS, FSx, S3 and configured at launch
// exclude one another; EFSVolumeConfiguration: what IAM authorization needs.
func (c *checker) checkVolumeKind(path string, v types.Volume) {
	kinds := 0
	for _, set := range []bool{
		v.Host != nil && aws.ToString(v.Host.SourcePath) != "", v.DockerVolumeConfiguration != nil,
		v.EfsVolumeConfiguration != nil, v.FsxWindowsFileServerVolumeConfiguration != nil,
		v.S3filesVolumeConfiguration != nil, aws.ToBool(v.ConfiguredAtLaunch),
	} {
		if set {
			kinds++
		}
	}
	if kinds > 1 {
		c.refuse(finding{
			path, fmt.Sprintf("volume %q has %d kinds of storage and may have one", aws.ToString(v.Name), kinds),
			"", ruleVolume,
		})
	}
	const rule = "API reference, EFSVolumeConfiguration"
	efs := v.EfsVolumeConfiguration
	if efs == nil || efs.AuthorizationConfig == nil {
		return
	}
	auth := efs.AuthorizationConfig
	if efs.TransitEncryption != types.EFSTransitEncryptionEnabled &&
		(auth.Iam == types.EFSAuthorizationConfigIAMEnabled || aws.ToString(auth.AccessPointId) != "") {
		c.refuse(finding{
			path + ".efsVolumeConfiguration", "IAM authorization and access points need transit encryption",
			"write transitEncryption: ENABLED", rule,
		})
	}
	if root := aws.ToString(efs.RootDirectory); aws.ToString(auth.AccessPointId) != "" && root != "" && root != "/" {
		c.refuse(finding{
			path + ".efsVolumeConfiguration.rootDirectory", "an access point has its own root directory",
			"leave rootDirectory out", rule,
		})
	}
}

// API reference, MountPoint and VolumeFrom.
func checkMounts(c container) {
	paths := map[string]bool{}
	for i, m := range c.def.MountPoints {
		path, volume := fmt.Sprintf("%s.mountPoints[%d]", c.path, i), aws.ToString(m.SourceVolume)
		if !c.hasVolume(volume) {
			c.refuse(finding{
				path + ".sourceVolume", fmt.Sprintf("there is no volume %q", volume),
				"declare it under volumes", "API reference, MountPoint",
			})
		}
		mounted := aws.ToString(m.ContainerPath)
		if mounted == "" {
			c.refuse(finding{path + ".containerPath", "the mount point has no containerPath", "", "API reference, MountPoint"})
		} else if paths[mounted] {
			c.refuse(finding{
				path + ".containerPath", fmt.Sprintf("two volumes are mounted at %q", mounted), "",
				"API reference, MountPoint",
			})
		}
		paths[mounted] = true
	}
	for i, v := range c.def.VolumesFrom {
		source, path := aws.ToString(v.SourceContainer), fmt.Sprintf("%s.volumesFrom[%d].sourceContainer", c.path, i)
		if source == aws.ToString(c.def.Name) {
			c.refuse(finding{path, c.name() + " takes volumes from itself", "", "API reference, VolumeFrom"})
		} else if c.containerNamed(source) == nil {
			c.refuse(finding{path, fmt.Sprintf("there is no container %q", source), "", "API reference, VolumeFrom"})
		}
	}
}

func (c *checker) hasVolume(name string) bool {
	for _, v := range c.in.Volumes {
		if aws.ToString(v.Name) == name {
			return true
		}
	}
	return false
}
