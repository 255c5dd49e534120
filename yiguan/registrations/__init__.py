"""邀请与报名: a meeting's list: invitations, sign-ups, seats, waiting list, leave, personal codes, reminders."""
