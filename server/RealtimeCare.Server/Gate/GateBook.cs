using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RealtimeCare.Audit.Trail;

namespace RealtimeCare.Server.Gate;

/// <summary>
/// Refusals at the gate, in the trail. They cost an attacker nothing, so an address that is refused often is counted and
/// written once a minute, and cannot fill the disk.
/// </summary>
internal sealed class GateBook(IAuditTrail trail, TimeProvider time, ILogger<GateBook> logger)
{
    private const int EntriesPerMinute = 20;
    private const int MaxAddresses = 10_000;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Tally> tallies = new(StringComparer.Ordinal);

    public async Task RefusedAsync(HttpContext context, string reason)
    {
        var address = context.Connection.RemoteIpAddress?.ToString() ?? "";
        GateLog.Refused(logger, context.Response.StatusCode, reason);
        if (TallyOf(context.Connection.RemoteIpAddress).Count(time.GetUtcNow()) is not { } count) return;
        var entry = new Entry
        {
            Kind = EntryKinds.Handshake,
            Outcome = EntryOutcome.Denied,
            At = time.GetUtcNow(),
            Address = address,
            Reason = reason,
            RequestId = context.TraceIdentifier,
            Count = count,
        };
        try
        {
            await trail.AppendAsync(entry, CancellationToken.None);
        }
        catch (TrailUnavailableException exception)
        {
            GateLog.NotRecorded(logger, exception);
        }
    }

    /// <summary>One of each network, since a peer has all addresses of its IPv6 /64; when there are too many, the rest share one.</summary>
    private Tally TallyOf(IPAddress? address)
    {
        var network = address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address?.MapToIPv4().ToString() ?? "";
        if (tallies.Count > MaxAddresses && !tallies.ContainsKey(network)) network = "";
        return tallies.GetOrAdd(network, static _ => new Tally());
    }

    /// <summary>One address's refusals.</summary>
    private sealed class Tally
    {
        private readonly Lock gate = new();
        private DateTimeOffset minute;
        private int written;
        private long unwritten;

        /// <summary>How many refusals the next entry stands for; null when none is to be written now.</summary>
        public long? Count(DateTimeOffset now)
        {
            lock (gate)
            {
                if (now - minute >= Minute) (minute, written) = (now, 0);
                unwritten++;
                if (written >= EntriesPerMinute) return null;
                written++;
                (var count, unwritten) = (unwritten, 0);
                return count;
            }
        }
    }
}
