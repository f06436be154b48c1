using System.Buffers.Binary;
using RealtimeCare.Audit.Chain;

namespace RealtimeCare.Audit.Verification;

/// <summary>Verifies one log and adds up what it holds.</summary>
internal sealed class LogVerification(LogSource source, TrailVerificationOptions options)
{
    private readonly List<VerificationProblem> _problems = [];
    private readonly HashSet<TrailHead> _seen = [];
    private VerifiedLog _log = new() { Log = source.Log, KeyId = source.Key.Id, KeySource = source.KeySource };

    public (VerifiedLog Log, IReadOnlyList<VerificationProblem> Problems) Run()
    {
        foreach (var step in new LogWalk(source.Log, source.Segments, source.Key).Steps())
        {
            Take(step);
            if (_problems.Count >= options.MostProblems)
                return (_log, _problems);
        }

        CheckHeads();
        return (_log, _problems);
    }

    private void Take(WalkStep step)
    {
        switch (step)
        {
            case WalkStep.Problem problem:
                _problems.Add(problem.Found);
                break;
            case WalkStep.Segment:
                _log = _log with { Segments = _log.Segments + 1 };
                break;
            case WalkStep.Frame frame:
                Take(frame);
                break;
        }
    }

    private void Take(WalkStep.Frame step)
    {
        var frame = step.View;
        var entries = frame.Entries;
        DateTimeOffset? first = null;
        DateTimeOffset? last = null;
        var read = 0;
        while (TryTakeEntry(ref entries, out var entry) && EntryReader.IsEntry(entry, out var at))
        {
            first ??= at;
            last = at;
            read++;
        }

        if (read != frame.Count || entries.Length > 0)
        {
            _problems.Add(new VerificationProblem(
                ProblemKind.EntryUnreadable, source.Log, step.Path, step.Offset, frame.Number, frame.FirstIndex + read,
                $"Entry {frame.FirstIndex + read} does not have the form of an entry."));
        }

        var head = new TrailHead(source.Log, frame.FirstIndex + frame.Count - 1, Convert.ToHexStringLower(frame.Sha3Value));
        if (options.Expect.Contains(head))
            _seen.Add(head);
        _log = _log with
        {
            Frames = _log.Frames + 1,
            Entries = _log.Entries + frame.Count,
            FirstAt = _log.FirstAt ?? first,
            LastAt = last ?? _log.LastAt,
            Head = head,
        };
    }

    private void CheckHeads()
    {
        foreach (var head in options.Expect.Where(head => head.Log == source.Log && !_seen.Contains(head)))
        {
            var isCut = _log.Head is null || _log.Head.Index < head.Index;
            _problems.Add(new VerificationProblem(
                isCut ? ProblemKind.HeadMissing : ProblemKind.HeadDiffers, source.Log, source.Folder, 0, null, head.Index,
                isCut ? $"The log once went on to entry {head.Index}." : $"The log once had another hash at entry {head.Index}."));
        }
    }

    internal static bool TryTakeEntry(ref ReadOnlySpan<byte> entries, out ReadOnlySpan<byte> entry)
    {
        entry = default;
        if (entries.Length < sizeof(ushort))
            return false;
        var length = BinaryPrimitives.ReadUInt16LittleEndian(entries);
        if (entries.Length < sizeof(ushort) + length)
            return false;

        entry = entries.Slice(sizeof(ushort), length);
        entries = entries[(sizeof(ushort) + length)..];
        return true;
    }
}
