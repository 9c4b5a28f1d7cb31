package preflight

import (
	"strings"
	"testing"
)

func TestParseImage(t *testing.T) {
	t.Parallel()
	const ecr = "123456789012.dkr.ecr.us-east-1.amazonaws.com/"
	const digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	web := image{registry: "123456789012", region: "us-east-1", repository: "web", tag: "1.9"}
	tests := []struct {
		name, ref string
		want      image
		ok        bool
	}{
		{"a tag", ecr + "web:1.9", web, true},
		{"no tag is latest", ecr + "web", image{web.registry, web.region, "web", "latest", ""}, true},
		{"a digest alone", ecr + "web@" + digest, image{web.registry, web.region, "web", "", digest}, true},
		{"a tag with a digest", ecr + "web:1.9@" + digest, image{web.registry, web.region, "web", "1.9", digest}, true},
		{"a repository in folders", ecr + "team/web/app:1.9", image{web.registry, web.region, "team/web/app", "1.9", ""}, true},
		{
			"a Region of China", "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/web:1.9",
			image{web.registry, "cn-north-1", "web", "1.9", ""},
			true,
		},
		{
			"a Region of GovCloud by FIPS", "123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com/web:1.9",
			image{web.registry, "us-gov-west-1", "web", "1.9", ""},
			true,
		},
		{
			"the sovereign cloud of Europe", "123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu/web:1.9",
			image{web.registry, "eusc-de-east-1", "web", "1.9", ""},
			true,
		},
		{"a dual-stack host", "123456789012.dkr-ecr.us-east-1.on.aws/web:1.9", web, true},
		{"a dual-stack host of FIPS", "123456789012.dkr-ecr-fips.us-east-1.on.aws/web:1.9", web, true},
		{"nothing", "", image{}, false},
		{"Docker Hub", "nginx:1.27", image{}, false},
		{"the public gallery", "public.ecr.aws/nginx/nginx:1.27", image{}, false},
		{"another registry with a port", "localhost:5000/web:1.9", image{}, false},
		{"an account that is too short", "12345678901.dkr.ecr.us-east-1.amazonaws.com/web:1.9", image{}, false},
		{"an account with a letter", "12345678901x.dkr.ecr.us-east-1.amazonaws.com/web:1.9", image{}, false},
		{"another host of the account", "123456789012.example.com/web:1.9", image{}, false},
		{"a host without a Region", "123456789012.dkr.ecr..amazonaws.com/web:1.9", image{}, false},
		{"a host that ends early", "123456789012.dkr.ecr.us-east-1/web:1.9", image{}, false},
		{"a registry alone", strings.TrimSuffix(ecr, "/"), image{}, false},
		{"a registry and a slash", ecr, image{}, false},
		{"a tag of nothing", ecr + ":1.9", image{}, false},
		{"a tag that is empty", ecr + "web:", image{}, false},
		{"a digest that is empty", ecr + "web@", image{}, false},
		{"a variable that is left", "$REGISTRY/web:1.9", image{}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, ok := parseImage(tt.ref)
			if ok != tt.ok || ok && got != tt.want {
				t.Errorf("got %+v, %t", got, ok)
			}
		})
	}
}

func TestJudgeMissing(t *testing.T) {
	t.Parallel()
	tagged := image{registry: "123456789012", region: "eu-west-1", repository: "team/web", tag: "1.9"}
	pinned := tagged
	pinned.digest = "sha256:abc"
	tests := []struct {
		name          string
		image         image
		repository    bool
		near          string
		cached, known bool
		want          string
	}{
		{
			"a tag", tagged, true, "", false, true,
			`certainly image-pull: repository team/web has no image tagged "1.9": push it, or name a tag that is there`,
		},
		{
			"a tag with one that is near", tagged, true, "v1.9", false, true,
			`certainly image-pull: repository team/web has no image tagged "1.9": did you mean "v1.9"?`,
		},
		{
			"a digest, whatever its tag", pinned, true, "", false, true,
			"certainly image-pull: repository team/web has no image sha256:abc: push it, or name an image that is there",
		},
		{
			"a repository", tagged, false, "", false, true,
			"certainly image-pull: registry 123456789012 (eu-west-1) has no repository team/web: " +
				"create the repository and push the image, or correct the name",
		},
		{
			"a tag where nobody tells of the cache", tagged, true, "", false, false,
			`perhaps image-pull: repository team/web has no image tagged "1.9": push it, or name a tag that is there`,
		},
		{"what the cache gets", tagged, false, "", true, true, "skipped: ECR gets it through its pull through cache"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			same(t, judgeMissing(Check{Kind: Image}, tt.image, tt.repository, tt.near, tt.cached, tt.known), tt.want)
		})
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, tag, tags, want string
	}{
		{"no tags", "1.9", "", ""},
		{"nothing like it", "1.9", "stable nightly", ""},
		{"a v too much", "v1.9", "1.8 1.9", "1.9"},
		{"a v too few", "1.9", "v1.9 v1.8", "v1.9"},
		{"two letters swapped", "mian", "main latest", "main"},
		{"another case", "Latest", "latest main", "latest"},
		{"one that says more", "1.9", "1.9.0 2.0.0", "1.9.0"},
		{"one that says more is meant before another number", "1.9", "1.8 1.9.0", "1.9.0"},
		{"the last of those that say more", "1.9", "1.9.2 1.9.10 1.9.9", "1.9.10"},
		{"a release before what came before it", "1.9", "1.9.0-rc1 1.9.0", "1.9.0"},
		{"a release before what came before it, in any order", "1.9", "1.9.0 1.9.0-rc1", "1.9.0"},
		{"a release before what comes before the next", "1.9", "1.9.1-rc.1 1.9.0", "1.9.0"},
		{"a build of a release is no pre-release", "1.9", "1.9.0+5 1.9.0", "1.9.0+5"},
		{"the last pre-release where there is no release", "1.9", "1.9.0-rc.2 1.9.0-rc.10 1.9.0-beta.11", "1.9.0-rc.10"},
		{"a pre-release where one is asked for", "1.9.0-rc", "1.9.0-rc.1 1.9.0", "1.9.0-rc.1"},
		{"with a v too", "v1.9", "v1.9.0-rc1 v1.9.0", "v1.9.0"},
		{"a release before a pre-release as near", "v1.9.0-b", "v1.9.0-a v1.9.0", "v1.9.0"},
		{"of those as near the last", "x-1.9", "v-1.9 w-1.9", "w-1.9"},
		{"what is no number has no pre-releases", "main", "main-2 main-1", "main-2"},
		{"numbers that are padded", "1.9", "1.9.010 1.9.009", "1.9.010"},
		{"what was there before is no slip", "1.9", "1.8 1.7", ""},
		{"a slip before what was there before", "1.9", "1.8 v1.9", "v1.9"},
		{"a number that goes on is another", "1.9", "1.90.0 1.91.0", ""},
		{"a commit is like no other", "0a1b2c3", "9f8e7d6 5c4b3a2", ""},
		{"another number of one digit", "7", "8", ""},
		{"an empty tag", "", "a .b", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := nearest(tt.tag, strings.Fields(tt.tags)); got != tt.want {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestRulesOfThePullThroughCache(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, prefix, repository string
		want                     bool
	}{
		{"a repository behind the prefix", "docker-hub", "docker-hub/library/nginx", true},
		{"a prefix of two parts", "team/hub", "team/hub/nginx", true},
		{"the prefix itself is no image", "docker-hub", "docker-hub", false},
		{"a name that only begins so", "docker", "docker-hub/nginx", false},
		{"ROOT is about all", "ROOT", "web", true},
		{"another repository", "docker-hub", "web", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var r rules
			r.Rules = append(r.Rules, struct {
				Prefix string `json:"ecrRepositoryPrefix"`
			}{tt.prefix})
			if got := r.match(tt.repository); got != tt.want || (rules{}).match(tt.repository) {
				t.Errorf("got %t", got)
			}
		})
	}
}
