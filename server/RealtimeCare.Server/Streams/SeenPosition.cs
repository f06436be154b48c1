namespace RealtimeCare.Server.Streams;

/// <summary>How far a person has come with one topic of a stream, on whichever device.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Epoch">Which life of the store the offsets belong to.</param>
/// <param name="Acknowledged">Everything up to here was acknowledged: where the person left off.</param>
/// <param name="Reached">Everything up to here was sent, without a hole since the person's first following.</param>
/// <param name="Sent">The highest offset that was sent in any way: what lies behind it is new to the person.</param>
/// <example>
/// Acknowledged 20, reached 25. Somebody follows from 20 or before and acknowledges 30: the person has left off at 30. Somebody
/// follows from 40 on and acknowledges 50: 21 to 40 were not seen, so the person has still left off at 20. An app that says it had
/// read up to 25 is believed, since so much was sent; one that says 40 is not.
/// </example>
public sealed record SeenPosition(string Topic, long Epoch, long Acknowledged, long Reached, long Sent)
{
    /// <summary>The place of somebody who follows a topic for the first time.</summary>
    public static SeenPosition First(string topic, SeenLine line) =>
        new SeenPosition(topic, line.Epoch, line.Start, line.Start, line.Start).After(line);

    /// <summary>The place after a subscription has come so far.</summary>
    public SeenPosition After(SeenLine line)
    {
        // Of another life of the store nothing is kept, once the reader has shown that it knows of the new one.
        if (line.Epoch != Epoch) return line.Acknowledged is null ? this : First(Topic, line);
        var sent = Math.Max(Sent, line.Sent);
        // What begins behind a hole says nothing of what lies in it.
        if (!line.Continues && line.Start > (line.IsClaim ? Reached : Acknowledged)) return this with { Sent = sent };
        return this with
        {
            Acknowledged = Math.Max(Acknowledged, line.Acknowledged ?? Acknowledged),
            Reached = Math.Max(Reached, line.Sent),
            Sent = sent,
        };
    }
}

/// <summary>How far one subscription has come.</summary>
/// <param name="Epoch">Which life of the store the offsets belong to.</param>
/// <param name="Start">Where it started.</param>
/// <param name="Acknowledged">What was acknowledged of it; null for nothing yet.</param>
/// <param name="Sent">What was sent of it.</param>
/// <param name="Continues">Whether it started where the person had left off, or with the first event that is kept.</param>
/// <param name="IsClaim">Whether the start is what the reader said to have read before.</param>
public readonly record struct SeenLine(long Epoch, long Start, long? Acknowledged, long Sent, bool Continues = false, bool IsClaim = false);

/// <summary>Whose place in which stream.</summary>
/// <param name="Subject">The person.</param>
/// <param name="Stream">The stream.</param>
public readonly record struct SeenKey(Policy.Access.SubjectId Subject, StreamKey Stream);
