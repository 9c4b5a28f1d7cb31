package world

// RefuseFargate has Fargate start no task from now on, and say why, for example
// "Capacity is unavailable at this time. Please try again later or in a different
// availability zone."; an empty text lets it start tasks again. Services try again
// after a quarter of an hour, as it has been seen.
func (w *World) RefuseFargate(why string) { w.fargateRefuses = why }
