using Microsoft.Extensions.Options;

namespace RealtimeCare.Audit.Trail;

/// <summary>Refuses options that no trail can be written with.</summary>
internal sealed class AuditTrailOptionsPolicy : IValidateOptions<AuditTrailOptions>
{
    private const long LeastSegmentBytes = 8 << 10;
    private const long MostSegmentBytes = 1 << 30;
    private const int MostLogLength = 64;

    public ValidateOptionsResult Validate(string? name, AuditTrailOptions options)
    {
        string[] failures = [.. Failures(options)];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(AuditTrailOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Folder))
            yield return "The audit trail needs a Folder.";
        if (!IsLogName(options.Log))
            yield return "Log must be 1 to 64 of A-Z, a-z, 0-9, '.', '_', '-', begin with a letter or digit, and not be 'keys'.";
        if (options.SegmentBytes is < LeastSegmentBytes or > MostSegmentBytes)
            yield return "SegmentBytes must be between 8 KiB and 1 GiB.";
        if (options.HeartbeatInterval <= TimeSpan.Zero || options.HeartbeatInterval > TimeSpan.FromSeconds(1.5))
            yield return "HeartbeatInterval must be above zero and at most 1.5 s, or deliveries stop between two heartbeats.";
        if (options.StallTimeout <= TimeSpan.Zero)
            yield return "StallTimeout must be above zero.";
    }

    private static bool IsLogName(string log) =>
        log.Length is > 0 and <= MostLogLength
        && log != "keys"
        && char.IsAsciiLetterOrDigit(log[0])
        && log.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-');
}
