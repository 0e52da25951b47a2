"""The plan of one intake: facts into an instance, the instance into a plan, the plan into words."""
