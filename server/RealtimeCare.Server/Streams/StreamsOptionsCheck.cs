using Microsoft.Extensions.Options;
using RealtimeCare.Contracts;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Streams;

/// <summary>A day at least, so that whoever was away over a shift can read on; a year at most, since this is no archive.</summary>
internal sealed class StreamsOptionsCheck : IValidateOptions<StreamsOptions>
{
    private const string Section = "RealtimeCare:Streams:";

    public ValidateOptionsResult Validate(string? name, StreamsOptions options)
    {
        List<string> failures = [];
        Check(nameof(options.RetentionDays), options.RetentionDays);
        if (options.CriticalAcknowledgeWithinSeconds is < RealtimeCareProtocol.MinAcknowledgeSeconds or > RealtimeCareProtocol.MaxAcknowledgeSeconds)
            failures.Add($"{Section}{nameof(options.CriticalAcknowledgeWithinSeconds)} must be 10 to 86400 seconds.");
        foreach (var (tenant, days) in options.TenantRetentionDays)
        {
            Check($"{nameof(options.TenantRetentionDays)}:{tenant}", days);
            if (!TenantId.TryParse(tenant, out _)) failures.Add($"{Section}{nameof(options.TenantRetentionDays)}:{tenant} names no tenant.");
        }
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Check(string setting, int days)
        {
            if (days is < 1 or > 365) failures.Add($"{Section}{setting} must be 1 to 365 days.");
        }
    }
}
