using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace RealtimeCare.Identity.Answers;

/// <summary>
/// Counts failures by network address in windows of a minute. Successes are not counted: a whole hospital may sit behind one address.
/// </summary>
internal sealed class FailureRegistry(IOptions<IdentityOptions> options, TimeProvider time)
{
    private const int MaxAddresses = 50_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Failures> _byAddress = new(StringComparer.Ordinal);

    /// <summary>Whether this address has used up its failures, and until when.</summary>
    public bool IsOver(IPAddress? address, out TimeSpan retryAfter)
    {
        var now = time.GetUtcNow();
        retryAfter = TimeSpan.Zero;
        if (!_byAddress.TryGetValue(Key(address), out var failures) || failures.Until <= now) return false;
        retryAfter = failures.Until - now;
        return failures.Count >= options.Value.FailuresPerAddressPerMinute;
    }

    /// <summary>Counts one failure.</summary>
    /// <returns>True when it is the one that closes the door: the trail gets one line of it, not a line for each refusal behind it.</returns>
    public bool Add(IPAddress? address)
    {
        var now = time.GetUtcNow();
        if (_byAddress.Count >= MaxAddresses) Forget(now);
        var failures = _byAddress.AddOrUpdate(
            Key(address), _ => new(1, now + Window), (_, old) => old.Until <= now ? new(1, now + Window) : old with { Count = old.Count + 1 });
        return failures.Count == options.Value.FailuresPerAddressPerMinute;
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (address, failures) in _byAddress)
            if (failures.Until <= now) _byAddress.TryRemove(address, out _);
    }

    /// <summary>One IPv6 subscriber holds a /64 at least, so the other half says nothing.</summary>
    private static string Key(IPAddress? address)
    {
        if (address is null) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes()[..8]) : address.ToString();
    }

    private sealed record Failures(int Count, DateTimeOffset Until);
}
