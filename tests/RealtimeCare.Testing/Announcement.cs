namespace RealtimeCare.Testing;

/// <summary>Where the host listens, whose certificate it shows, and the code that makes its first administrator.</summary>
public sealed record Announcement(string Url, string CaPath, string? SetupCode)
{
    public override string ToString() => Url;
}
