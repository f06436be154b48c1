using System.Globalization;
using RealtimeCare.Audit.Verification;

namespace RealtimeCare.Audit.Search;

/// <summary>
/// Puts the entries about deliveries of one patient together: an entitlement opens a stretch, an end closes it. One without an end
/// counts up to the stream's head.
/// </summary>
internal sealed class StretchWalk(DeliveryQuestion question)
{
    private readonly Dictionary<(string? Subscription, string? Connection), Stretch> open = [];
    private readonly Dictionary<string, bool> found = new(StringComparer.Ordinal);

    public void Take(VerifiedEntry entry)
    {
        var key = (entry["subscription"], entry["connection"]);
        if (entry["kind"] == "delivery.entitled")
        {
            if (!open.ContainsKey(key) && Concerns(entry["reason"])) open[key] = new Stretch(entry["actor"] ?? "", NumberOf(entry, "fromOffset"));
            return;
        }
        if (!open.TryGetValue(key, out var stretch)) return;
        if (entry["reason"] == "urgent") stretch.IsAhead |= NumberOf(entry, "throughOffset") == question.Offset;
        else stretch.Acknowledged = Math.Max(stretch.Acknowledged, NumberOf(entry, "acknowledgedOffset"));
        if (entry["kind"] != "delivery.ended") return;
        Close(stretch, NumberOf(entry, "throughOffset"));
        open.Remove(key);
    }

    public List<DeliveredStretch> Finish()
    {
        foreach (var stretch in open.Values) Close(stretch, long.MaxValue);
        return [.. found.Select(one => new DeliveredStretch(one.Key, one.Value))];
    }

    private void Close(Stretch stretch, long through)
    {
        if (!stretch.IsAhead && (question.Offset <= stretch.From || question.Offset > through)) return;
        found[stretch.Actor] = found.GetValueOrDefault(stretch.Actor) || stretch.Acknowledged >= question.Offset;
    }

    /// <summary>The reason of an entitlement names stream and topics; before it did, every stretch of the patient has to count.</summary>
    private bool Concerns(string? reason)
    {
        if (reason is null) return true;
        var parts = reason.Split(':');
        if ((parts[0] == "restricted") != question.IsRestricted) return false;
        return question.Topic is null || parts.Length < 2 || parts[1].Split(',').Contains(question.Topic);
    }

    private static long NumberOf(VerifiedEntry entry, string name) =>
        long.TryParse(entry[name], NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private sealed class Stretch(string actor, long from)
    {
        public string Actor => actor;

        public long From => from;

        /// <summary>Whether the event itself went ahead of its order.</summary>
        public bool IsAhead { get; set; }

        public long Acknowledged { get; set; }
    }
}
