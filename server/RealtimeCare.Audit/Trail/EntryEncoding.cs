namespace RealtimeCare.Audit.Trail;

/// <summary>The canonical bytes of an entry: one entry, one encoding. Identifiers leave as pseudonyms.</summary>
internal sealed class EntryEncoding(Pseudonyms pseudonyms)
{
    /// <summary>The most bytes of one entry.</summary>
    public const int MaxLength = 32 << 10;

    public int Encode(Entry entry, Span<byte> destination)
    {
        var fields = new FieldWriter(destination[..Math.Min(MaxLength, destination.Length)]);
        fields.Text(EntryField.Kind, entry.Kind);
        fields.Bytes(EntryField.Outcome, [(byte)entry.Outcome]);
        fields.Number(EntryField.At, Microseconds(entry.At) - Microseconds(DateTimeOffset.UnixEpoch));
        fields.Text(EntryField.Tenant, entry.Tenant);
        if (entry is not { Actor: null, Session: null, Patient: null, Target: null, Address: null })
            fields.Bytes(EntryField.PseudonymKey, pseudonyms.KeyIdBytes);
        Pseudonym(ref fields, EntryField.Actor, PseudonymDomain.Actor, entry.Tenant, entry.Actor);
        Pseudonym(ref fields, EntryField.Session, PseudonymDomain.Session, entry.Tenant, entry.Session);
        fields.Text(EntryField.Connection, entry.Connection);
        fields.Text(EntryField.Client, entry.Client);
        Pseudonym(ref fields, EntryField.Patient, PseudonymDomain.Patient, entry.Tenant, entry.Patient);
        Pseudonym(ref fields, EntryField.Target, PseudonymDomain.Target, entry.Tenant, entry.Target);
        Pseudonym(ref fields, EntryField.Address, PseudonymDomain.Address, entry.Tenant, entry.Address);
        EncodeCircumstances(ref fields, entry);
        return fields.Length;
    }

    private static void EncodeCircumstances(ref FieldWriter fields, Entry entry)
    {
        fields.Text(EntryField.Operation, entry.Operation);
        fields.Text(EntryField.Reason, entry.Reason);
        fields.Text(EntryField.RequestId, entry.RequestId);
        fields.Text(EntryField.TokenId, entry.TokenId);
        fields.Text(EntryField.PolicyHash, entry.PolicyHash);
        fields.Text(EntryField.Audience, entry.Audience);
        fields.Guid(EntryField.Subscription, entry.Subscription);
        fields.Number(EntryField.Epoch, entry.Epoch);
        fields.Number(EntryField.FromOffset, entry.FromOffset);
        fields.Number(EntryField.ThroughOffset, entry.ThroughOffset);
        fields.Number(EntryField.AcknowledgedOffset, entry.AcknowledgedOffset);
        fields.Number(EntryField.Count, entry.Count);
        foreach (var factor in entry.Factors)
            fields.Factor(factor);
    }

    private static long Microseconds(DateTimeOffset at) => at.UtcTicks / TimeSpan.TicksPerMicrosecond;

    private void Pseudonym(ref FieldWriter fields, EntryField field, PseudonymDomain domain, string? tenant, string? identifier)
    {
        if (identifier is not null)
            pseudonyms.Write(domain, tenant, identifier, fields.Next(field, Pseudonyms.Length));
    }
}
