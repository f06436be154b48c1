namespace RealtimeCare.Audit.Trail;

/// <summary>The book: what was decided, disclosed and changed, provable afterwards. Not a log.</summary>
/// <remarks>45 CFR 164.312(b). A receipt means that the entry is durable; without one nothing may be revealed or changed.</remarks>
public interface IAuditTrail
{
    /// <summary>Writes one entry and returns when it is durable.</summary>
    /// <exception cref="TrailUnavailableException">The entry could not be made durable: deny what it stands for.</exception>
    ValueTask<Receipt> AppendAsync(Entry entry, CancellationToken cancellationToken);

    /// <summary>When the last frame became durable. Deliveries stop while it is more than two seconds old.</summary>
    DateTimeOffset LastDurableAt { get; }
}

/// <summary>Proof that an entry is durable: the log it stands in and its index there, counted from 0.</summary>
public sealed record Receipt(string Log, long Index)
{
    /// <summary>The form that answers and reports carry.</summary>
    public override string ToString() => $"{Log}/{Index}";
}

/// <summary>The trail cannot take an entry; the caller fails closed.</summary>
public sealed class TrailUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
