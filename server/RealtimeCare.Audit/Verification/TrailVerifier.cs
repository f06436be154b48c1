using RealtimeCare.Audit.Chain;

namespace RealtimeCare.Audit.Verification;

/// <summary>Checks a trail from its files alone: no server, no private key. FORMAT.md says what it checks and what it cannot see.</summary>
public static class TrailVerifier
{
    /// <summary>Verifies every log in a folder, each byte of it.</summary>
    /// <param name="folder">The trail's folder, or the folder of one log.</param>
    public static VerificationReport Verify(string folder, TrailVerificationOptions? options = null)
    {
        options ??= new TrailVerificationOptions();
        var (sources, found) = new TrailFolder(folder, options).Find();
        var problems = new List<VerificationProblem>(found);
        var logs = new List<VerifiedLog>();
        foreach (var source in sources)
        {
            var (log, inLog) = new LogVerification(source, options).Run();
            logs.Add(log);
            problems.AddRange(inLog);
        }

        return new VerificationReport { Logs = logs, Problems = problems };
    }

    /// <summary>Reads the entries of a trail, log by log, each only after its frame was verified.</summary>
    /// <exception cref="TrailDamagedException">Something is wrong; the entries before it have been given.</exception>
    public static IEnumerable<VerifiedEntry> ReadEntries(string folder, TrailVerificationOptions? options = null)
    {
        var (sources, problems) = new TrailFolder(folder, options ?? new TrailVerificationOptions()).Find();
        if (problems.Count > 0)
            throw Damaged(problems[0]);
        return sources.SelectMany(ReadLog);
    }

    private static IEnumerable<VerifiedEntry> ReadLog(LogSource source)
    {
        foreach (var step in new LogWalk(source.Log, source.Segments, source.Key).Steps())
        {
            if (step is WalkStep.Problem problem)
                throw Damaged(problem.Found);
            if (step is not WalkStep.Frame frame)
                continue;
            foreach (var entry in Decode(source.Log, frame))
                yield return entry;
        }
    }

    private static List<VerifiedEntry> Decode(string log, WalkStep.Frame step)
    {
        var frame = step.View;
        var rest = frame.Entries;
        var entries = new List<VerifiedEntry>(frame.Count);
        while (LogVerification.TryTakeEntry(ref rest, out var entry))
        {
            if (!EntryReader.IsEntry(entry, out _))
                throw new TrailDamagedException(step.Path, step.Offset, "An entry does not have the form of an entry.");
            entries.Add(new VerifiedEntry(log, frame.FirstIndex + entries.Count, frame.Number, EntryReader.Read(entry)));
        }

        return entries;
    }

    private static TrailDamagedException Damaged(VerificationProblem problem) => new(problem.File, problem.Offset, problem.Text);
}
