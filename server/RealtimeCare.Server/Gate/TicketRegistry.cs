using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace RealtimeCare.Server.Gate;

/// <summary>
/// The tickets of the last seconds, in memory and as hashes. Each lets one connection in, within its life, to the hub and the
/// session that asked for it; whoever else shows it spends it.
/// </summary>
internal sealed class TicketRegistry(TimeProvider time)
{
    /// <summary>How long a ticket lives.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(30);

    /// <summary>How many a session gets within the life of one, used or not: so this is its rate, too.</summary>
    public const int MostOfSession = 16;

    /// <summary>How many there are of all.</summary>
    public const int MostOfAll = 20_000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Ticket> open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);
    private readonly Queue<Issued> issued = new();

    /// <summary>Issues a ticket.</summary>
    public TicketAnswer Issue(Ticket ticket)
    {
        var text = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        lock (gate)
        {
            var now = time.GetUtcNow();
            Expire(now);
            if (issued.Count >= MostOfAll) return TicketAnswer.Full;
            var count = counts.GetValueOrDefault(ticket.Session);
            if (count >= MostOfSession) return TicketAnswer.TooMany;
            counts[ticket.Session] = count + 1;
            var key = KeyOf(text);
            open[key] = ticket;
            issued.Enqueue(new Issued(key, ticket.Session, now + Life));
            return new TicketAnswer(text, IsFull: false);
        }
    }

    /// <summary>Spends a ticket; false when there is no such one, or it is another's or another hub's.</summary>
    public bool TryRedeem(string text, Ticket expected)
    {
        lock (gate)
        {
            Expire(time.GetUtcNow());
            return open.Remove(KeyOf(text), out var ticket) && ticket == expected;
        }
    }

    private void Expire(DateTimeOffset now)
    {
        while (issued.TryPeek(out var oldest) && oldest.EndsAt <= now)
        {
            issued.Dequeue();
            open.Remove(oldest.Key);
            if (--counts[oldest.Session] == 0) counts.Remove(oldest.Session);
        }
    }

    private static string KeyOf(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private readonly record struct Issued(string Key, string Session, DateTimeOffset EndsAt);
}

/// <summary>A ticket, or that there is none: for this session for now, or for anybody.</summary>
internal sealed record TicketAnswer(string? Text, bool IsFull)
{
    public static readonly TicketAnswer TooMany = new(null, IsFull: false);

    public static readonly TicketAnswer Full = new(null, IsFull: true);

    public override string ToString() => "(ticket)";
}
