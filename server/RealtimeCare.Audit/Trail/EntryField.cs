namespace RealtimeCare.Audit.Trail;

/// <summary>The tags of an entry's fields, as FORMAT.md lists them. A number is never given a second meaning.</summary>
internal enum EntryField : byte
{
    Kind = 1,
    Outcome = 2,
    At = 3,
    Tenant = 4,
    PseudonymKey = 5,
    Actor = 6,
    Session = 7,
    Connection = 8,
    Client = 9,
    Patient = 10,
    Target = 11,
    Address = 12,
    Operation = 13,
    Reason = 14,
    RequestId = 15,
    TokenId = 16,
    PolicyHash = 17,
    Audience = 18,
    Subscription = 19,
    Epoch = 20,
    FromOffset = 21,
    ThroughOffset = 22,
    AcknowledgedOffset = 23,
    Count = 24,
    Factor = 25,
}
