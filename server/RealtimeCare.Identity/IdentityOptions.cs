namespace RealtimeCare.Identity;

/// <summary>What the embedded issuer needs to know. None of it turns a protection off.</summary>
public sealed class IdentityOptions
{
    /// <summary>The section these options are read from.</summary>
    public const string Section = "RealtimeCare:Identity";

    /// <summary>The longest an access token may live: what a stolen one is worth (AUTH-06).</summary>
    public static readonly TimeSpan LongestAccessToken = TimeSpan.FromSeconds(900);

    /// <summary>The longest anyone may go without signing in again: a shift.</summary>
    public static readonly TimeSpan LongestSession = TimeSpan.FromHours(8);

    /// <summary>The https origin that tokens name as their issuer.</summary>
    public Uri? Issuer { get; set; }

    /// <summary>The folder that holds the signing keys; readable by this account alone.</summary>
    public string KeysFolder { get; set; } = "";

    /// <summary>The SQLite file for accounts, clients and grants; nothing else writes it.</summary>
    public string DatabaseFile { get; set; } = "";

    /// <summary>How long an access token lives.</summary>
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a sign-in lasts however often its tokens are refreshed.</summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(8);

    /// <summary>How long two holders may refresh with one token and both go on.</summary>
    /// <remarks>An answer that was lost may be asked for again for <see cref="LongestAccessToken"/>.</remarks>
    public TimeSpan RefreshReuseLeeway { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many failures one network address may cause in a minute; successes are not counted, since a hospital is one address.</summary>
    public int FailuresPerAddressPerMinute { get; set; } = 60;

    /// <summary>Every mistake in its own line; empty when the options can be used.</summary>
    public IEnumerable<string> Mistakes()
    {
        if (Issuer is not { IsAbsoluteUri: true, Scheme: "https", Query: "", Fragment: "" })
            yield return $"{Section}:Issuer must be an https address without query.";
        if (string.IsNullOrWhiteSpace(KeysFolder)) yield return $"{Section}:KeysFolder is empty; name a folder.";
        if (string.IsNullOrWhiteSpace(DatabaseFile)) yield return $"{Section}:DatabaseFile is empty; name a file.";
        foreach (var mistake in LimitMistakes()) yield return mistake;
    }

    /// <summary>The mistakes among what an operator may set.</summary>
    public IEnumerable<string> LimitMistakes()
    {
        if (AccessTokenLifetime < TimeSpan.FromSeconds(30) || AccessTokenLifetime > LongestAccessToken)
            yield return $"{Section}:AccessTokenLifetime must be between 00:00:30 and {LongestAccessToken:c}.";
        if (SessionLifetime < AccessTokenLifetime || SessionLifetime > LongestSession)
            yield return $"{Section}:SessionLifetime must be between AccessTokenLifetime and {LongestSession:c}.";
        if (RefreshReuseLeeway < TimeSpan.Zero || RefreshReuseLeeway > TimeSpan.FromSeconds(30))
            yield return $"{Section}:RefreshReuseLeeway must be between 00:00:00 and 00:00:30.";
        if (FailuresPerAddressPerMinute is < 5 or > 10_000)
            yield return $"{Section}:FailuresPerAddressPerMinute must be between 5 and 10000.";
    }
}
