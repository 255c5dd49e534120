"""签到: codes, check-ins, the hall's screen. The contract is: acknowledged = committed = never lost, never doubled."""
