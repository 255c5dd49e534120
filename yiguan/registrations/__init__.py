"""邀请与报名: a meeting's list. Who is asked, who asks to come; seats, waiting list, leave, own codes, reminders."""
