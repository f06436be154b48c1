using RealtimeCare.Audit.Chain;

namespace RealtimeCare.Audit.Verification;

/// <summary>Walks through all segments of one log and says whether each frame is good and in its place.</summary>
internal sealed class LogWalk(string log, IReadOnlyList<SegmentSource> segments, TrailPublicKey key)
{
    private const int MostReads = 5;

    /// <summary>Where the next frame must go; null when the thread was lost and the next good frame takes it up.</summary>
    private ChainPoint? _expected;

    public IEnumerable<WalkStep> Steps()
    {
        _expected = ChainPoint.Genesis(log);
        long number = 1;
        byte[]? ahead = null;
        for (var at = 0; at < segments.Count; at++)
        {
            var source = segments[at];
            var bytes = ahead ?? source.Read();
            ahead = at + 1 < segments.Count ? segments[at + 1].Read() : null;
            if (source.Number != number)
                yield return Problem(ProblemKind.SegmentMissing, source.Path, 0, $"Segment {number} is missing before this one.");
            if (source.Number != number)
                _expected = null;
            number = source.Number + 1;

            var next = ahead is null ? null : SegmentHeader.Read(ahead, key, out _);
            foreach (var step in WalkSegment(source, bytes, next?.Number == number ? next : null, isLast: ahead is null))
                yield return step;
        }
    }

    private IEnumerable<WalkStep> WalkSegment(SegmentSource source, byte[] bytes, SegmentHeader? next, bool isLast)
    {
        var header = SegmentHeader.Read(bytes, key, out var fault);
        var begin = 0;
        if (header is null)
        {
            yield return Problem(
                fault == SegmentFault.WrongKey ? ProblemKind.WrongKey : ProblemKind.HeaderDamaged,
                source.Path, 0, $"The segment's header is not good: {fault}.");
            begin = new FrameReader(bytes, log, key).Find(0);
            _expected = null;
            if (begin < 0)
                yield break;
        }
        else
        {
            foreach (var problem in CheckHeader(source, header))
                yield return problem;
            yield return new WalkStep.Segment(header.Log);
            if (header.Log != log)
                yield break;
            begin = header.Length;
        }

        foreach (var step in WalkFrames(source, bytes, begin, next, isLast))
            yield return step;
    }

    private IEnumerable<WalkStep> CheckHeader(SegmentSource source, SegmentHeader header)
    {
        if (header.Log != log || header.Number != source.Number)
            yield return Problem(ProblemKind.ForeignSegment, source.Path, 0, $"This is segment {header.Number} of log '{header.Log}'.");
        else if (_expected is null)
            _expected = header.Begin;
        else if (!_expected.IsAt(header.Begin.Frame, header.Begin.Index, header.Begin.Sha3))
            yield return Lost(header, source);
    }

    private WalkStep.Problem Lost(SegmentHeader header, SegmentSource source)
    {
        var kind = header.Begin.Frame > _expected!.Frame ? ProblemKind.FrameMissing : ProblemKind.ChainBroken;
        var problem = Problem(kind, source.Path, 0, $"The segment begins with frame {header.Begin.Frame} and does not continue the one before.");
        _expected = header.Begin;
        return problem;
    }

    private IEnumerable<WalkStep> WalkFrames(SegmentSource source, byte[] bytes, int begin, SegmentHeader? next, bool isLast)
    {
        var end = next is null ? bytes.Length : (int)Math.Min(next.PreviousEnd, bytes.Length);
        var offset = begin;
        while (offset < end && !(next is null && new FrameReader(bytes, log, key).IsZeroFrom(offset)))
        {
            var fault = ReadAt(bytes, offset, end, out var length);
            if (isLast && fault != FrameFault.None)
                fault = ReadAgain(source, offset, ref bytes, out length);
            end = isLast ? bytes.Length : end;

            if (fault == FrameFault.None)
            {
                if (CheckPlace(source, new Frame(bytes.AsSpan(offset, length)), offset) is { } misplaced)
                    yield return misplaced;
                yield return new WalkStep.Frame(bytes, source.Path, offset, length);
                offset += length;
                continue;
            }

            yield return Damage(source, bytes.AsSpan(0, end), offset, fault, isLast);
            _expected = null;
            offset = new FrameReader(bytes.AsSpan(0, end), log, key).Find(offset + 1);
            if (offset < 0)
                yield break;
        }

        if (next is not null && CheckEnd(source, bytes, next) is { } wrong)
            yield return wrong;
    }

    private FrameFault ReadAt(byte[] bytes, int offset, int end, out int length)
    {
        var fault = new FrameReader(bytes.AsSpan(0, end), log, key).Read(offset, out var frame);
        length = frame.Length;
        return fault;
    }

    /// <summary>A node may be writing this very frame: look again before calling it damaged.</summary>
    private FrameFault ReadAgain(SegmentSource source, int offset, ref byte[] bytes, out int length)
    {
        var fault = FrameFault.Unreadable;
        length = 0;
        for (var read = 0; read < MostReads && fault != FrameFault.None; read++)
        {
            var again = source.Read();
            if (offset >= again.Length)
                continue;
            bytes = again;
            fault = ReadAt(bytes, offset, bytes.Length, out length);
        }

        return fault;
    }

    private WalkStep.Problem? CheckPlace(SegmentSource source, in Frame frame, int offset)
    {
        var expected = _expected;
        _expected = frame.Next;
        if (expected is null || expected.IsAt(frame.Number, frame.FirstIndex, frame.Previous))
            return null;

        var kind = frame.Number > expected.Frame ? ProblemKind.FrameMissing
            : frame.Number < expected.Frame ? ProblemKind.FrameRepeated
            : ProblemKind.ChainBroken;
        return new WalkStep.Problem(new VerificationProblem(
            kind, log, source.Path, offset, frame.Number, frame.FirstIndex,
            $"Frame {frame.Number} with entry {frame.FirstIndex} stands where frame {expected.Frame} with entry {expected.Index} belongs."));
    }

    private WalkStep.Problem Damage(SegmentSource source, ReadOnlySpan<byte> bytes, int offset, FrameFault fault, bool isLast)
    {
        var reader = new FrameReader(bytes, log, key);
        if (fault == FrameFault.SignatureInvalid)
            return Problem(ProblemKind.SignatureInvalid, source.Path, offset, "The frame is not signed by the log's key.");
        if (isLast && reader.Find(offset + 1) < 0 && reader.IsTorn(offset))
            return Problem(ProblemKind.TornTail, source.Path, offset, "The last frame is not whole; it was never acknowledged if the node stopped here.");
        return Problem(ProblemKind.FrameDamaged, source.Path, offset, "The frame's bytes were changed.");
    }

    /// <summary>Behind the end that the next segment names there is nothing, unless that segment says that a write was abandoned there.</summary>
    private WalkStep.Problem? CheckEnd(SegmentSource source, byte[] bytes, SegmentHeader next)
    {
        if (bytes.Length < next.PreviousEnd)
            return Problem(ProblemKind.SegmentCut, source.Path, bytes.Length, $"The segment went on to byte {next.PreviousEnd}.");
        if (next.Reason is SegmentReason.TornTail or SegmentReason.WriteFailed)
            return null;
        return new FrameReader(bytes, log, key).IsZeroFrom((int)next.PreviousEnd)
            ? null
            : Problem(ProblemKind.BytesAfterEnd, source.Path, next.PreviousEnd, "Bytes stand behind the end of the segment.");
    }

    private WalkStep.Problem Problem(ProblemKind kind, string path, long offset, string text) =>
        new(new VerificationProblem(kind, log, path, offset, _expected?.Frame, _expected?.Index, text));
}
