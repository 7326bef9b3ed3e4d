"""Every page of a seeker, from the landing page to the last one."""
