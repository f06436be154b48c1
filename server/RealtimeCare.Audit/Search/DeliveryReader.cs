using System.Globalization;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Audit.Verification;

namespace RealtimeCare.Audit.Search;

/// <summary>Finds in the book to whom an event was delivered. It reads the whole book, and verifies what it reads.</summary>
public sealed class DeliveryReader(AuditTrailOptions options)
{
    private Pseudonyms? _pseudonyms;

    /// <summary>The stretches of deliveries that an event lies in, one for each person.</summary>
    /// <exception cref="Chain.TrailDamagedException">The book is damaged: what it would say counts for nothing.</exception>
    public Task<IReadOnlyList<DeliveredStretch>> FindAsync(DeliveryQuestion question, CancellationToken cancellationToken) =>
        Task.Run<IReadOnlyList<DeliveredStretch>>(() => Find(question, cancellationToken), cancellationToken);

    /// <summary>What a person is called in the stretches.</summary>
    public string PseudonymOf(string tenant, string subject) => Pseudonyms().Of(PseudonymDomain.Actor, tenant, subject);

    private List<DeliveredStretch> Find(DeliveryQuestion question, CancellationToken cancellationToken)
    {
        var patient = Pseudonyms().Of(PseudonymDomain.Patient, question.Tenant, question.Patient);
        var epoch = question.Epoch.ToString(CultureInfo.InvariantCulture);
        var walk = new StretchWalk(question);
        VerifiedEntry? before = null;
        foreach (var entry in TrailVerifier.ReadEntries(options.Folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var kind = entry["kind"];
            if (kind == EntryKinds.LogOpened) walk.TakeOpening(entry, before);
            else if (kind?.StartsWith("delivery.", StringComparison.Ordinal) == true && entry["patient"] == patient && entry["epoch"] == epoch)
                walk.Take(entry);
            // What tells of a torn tail is written by the node that begins again.
            if (kind != EntryKinds.LogRecovered) before = entry;
        }
        return walk.Finish();
    }

    // Made by the trail when it opens, so not before it is needed.
    private Pseudonyms Pseudonyms() =>
        _pseudonyms ??= Trail.Pseudonyms.Load(options.PseudonymKeyFile ?? Path.Combine(options.Folder, "keys", "pseudonym.key"));
}

/// <summary>Which event is asked about.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Patient">The patient.</param>
/// <param name="IsRestricted">Whether it lies in the patient's restricted stream.</param>
/// <param name="Epoch">The epoch of its position.</param>
/// <param name="Offset">The offset of its position.</param>
/// <param name="Topic">Its topic; null when that is not known any more, and then none is asked for.</param>
public sealed record DeliveryQuestion(string Tenant, string Patient, bool IsRestricted, long Epoch, long Offset, string? Topic)
{
    /// <summary>When it was published; null when that is not known any more, and then nodes that have died since count too.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>A constant, since it names a patient.</summary>
    public override string ToString() => "(question)";
}

/// <summary>Somebody was delivered the stretch of a stream that an event lies in.</summary>
/// <param name="Actor">The person's pseudonym.</param>
/// <param name="IsAcknowledged">Whether their client has acknowledged it.</param>
public sealed record DeliveredStretch(string Actor, bool IsAcknowledged);
