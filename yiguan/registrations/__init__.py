"""邀请与报名: who is asked to a meeting and who asks to come, seats and the waiting list, leave, personal codes, reminders."""
