namespace RealtimeCare.Audit.Verification;

/// <summary>One entry of a verified frame.</summary>
/// <param name="Log">The log it stands in.</param>
/// <param name="Index">Its place there: log and index are what a receipt names.</param>
/// <param name="Frame">The frame it was written in.</param>
/// <param name="Fields">Its fields in the order of the format. Pseudonyms, ids and hashes are lower-case hexadecimal.</param>
public sealed record VerifiedEntry(string Log, long Index, long Frame, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    /// <summary>The first field of a name, or null.</summary>
    public string? this[string name] => Fields.FirstOrDefault(field => field.Key == name).Value;
}
