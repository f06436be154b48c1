using System.Globalization;
using RealtimeCare.Audit.Verification;

namespace RealtimeCare.Audit.Search;

/// <summary>
/// Puts the entries about deliveries of one patient together: an entitlement opens a stretch, an end closes it. One without an end
/// counts up to the stream's head, or to the end of the node that wrote it.
/// </summary>
internal sealed class StretchWalk(DeliveryQuestion question)
{
    private const string Renewed = ":renewed";
    private const string NotServed = "not-served";

    // Of each key, the one that runs and those that wait for its end.
    private readonly Dictionary<(string? Subscription, string? Connection), List<Stretch>> open = [];
    private readonly Dictionary<string, bool> found = new(StringComparer.Ordinal);

    public void Take(VerifiedEntry entry)
    {
        var key = (entry["subscription"], entry["connection"]);
        if (entry["kind"] == "delivery.entitled")
        {
            Open(key, entry);
            return;
        }
        if (!open.TryGetValue(key, out var stretches)) return;
        var stretch = stretches[0];
        if (entry["reason"] == "urgent") stretch.IsAhead |= NumberOf(entry, "throughOffset") == question.Offset;
        else stretch.Acknowledged = Math.Max(stretch.Acknowledged, NumberOf(entry, "acknowledgedOffset"));
        if (entry["kind"] == "delivery.ended") End(key, stretches, entry);
    }

    /// <summary>A node began again: whatever it had open then, it had died with, and delivers no more.</summary>
    /// <param name="opened">The entry that says so.</param>
    /// <param name="before">The last of what it had written before, by which it was alive yet if the clock was set back since.</param>
    public void TakeOpening(VerifiedEntry opened, VerifiedEntry? before)
    {
        var at = InstantOf(opened);
        if (before?.Log == opened.Log && InstantOf(before) > at) at = InstantOf(before);
        foreach (var stretch in open.Values.SelectMany(stretches => stretches))
            if (stretch.Log == opened.Log) stretch.OverAt ??= at;
    }

    public List<DeliveredStretch> Finish()
    {
        foreach (var stretch in open.Values.SelectMany(stretches => stretches))
            Close(stretch, stretch.OverAt < question.PublishedAt ? stretch.From : long.MaxValue);
        return [.. found.Select(one => new DeliveredStretch(one.Key, one.Value))];
    }

    /// <summary>
    /// A successor on the same connection is entitled before the end of the one that it replaces: its stretch stands behind that, also
    /// where one of both is about something else.
    /// </summary>
    private void Open((string?, string?) key, VerifiedEntry entry)
    {
        if (entry["reason"]?.EndsWith(Renewed, StringComparison.Ordinal) == true && open.ContainsKey(key)) return;
        if (!open.TryGetValue(key, out var stretches)) open[key] = stretches = [];
        stretches.Add(new Stretch(entry["actor"] ?? "", NumberOf(entry, "fromOffset"), Concerns(entry["reason"])) { Log = entry.Log });
    }

    /// <summary>The first ends; what was never served is the last that was entitled.</summary>
    private void End((string?, string?) key, List<Stretch> stretches, VerifiedEntry entry)
    {
        var at = entry["reason"] == NotServed ? stretches.Count - 1 : 0;
        Close(stretches[at], NumberOf(entry, "throughOffset"));
        stretches.RemoveAt(at);
        if (stretches.Count == 0) open.Remove(key);
    }

    private void Close(Stretch stretch, long through)
    {
        if (!stretch.Concerns || (!stretch.IsAhead && (question.Offset <= stretch.From || question.Offset > through))) return;
        found[stretch.Actor] = found.GetValueOrDefault(stretch.Actor) || stretch.Acknowledged >= question.Offset;
    }

    /// <summary>The reason of an entitlement names stream and topics; before it did, every stretch of the patient has to count.</summary>
    private bool Concerns(string? reason)
    {
        if (reason is null) return true;
        var parts = reason.Split(':');
        if ((parts[0] == "restricted") != question.IsRestricted) return false;
        return question.Topic is null || parts.Length < 2 || parts[1].Length == 0 || parts[1].Split(',').Contains(question.Topic);
    }

    private static long NumberOf(VerifiedEntry entry, string name) =>
        long.TryParse(entry[name], NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static DateTimeOffset InstantOf(VerifiedEntry entry) => DateTimeOffset.Parse(entry["at"]!, CultureInfo.InvariantCulture);

    private sealed class Stretch(string actor, long from, bool concerns)
    {
        /// <summary>Which node's log tells of it.</summary>
        public required string Log { get; init; }

        /// <summary>When the node can no longer have delivered anything of it, though it has no end; null when it can yet.</summary>
        public DateTimeOffset? OverAt { get; set; }

        public string Actor => actor;

        public long From => from;

        /// <summary>Whether it is of the stream and the topic asked about.</summary>
        public bool Concerns => concerns;

        /// <summary>Whether the event itself went ahead of its order.</summary>
        public bool IsAhead { get; set; }

        public long Acknowledged { get; set; }
    }
}
