namespace RealtimeCare.Audit.Chain;

/// <summary>A trail is not what was once written: bytes were changed, cut out, put in or lost.</summary>
public sealed class TrailDamagedException(string file, long offset, string what)
    : Exception($"The audit trail is damaged in {file} at byte {offset}: {what}")
{
    /// <summary>The file that the damage is in.</summary>
    public string File { get; } = file;

    /// <summary>Where in the file it begins.</summary>
    public long Offset { get; } = offset;

    /// <summary>What is wrong there.</summary>
    public string What { get; } = what;
}
