namespace RealtimeCare.Audit.Verification;

/// <summary>What walking through a log comes upon.</summary>
internal abstract record WalkStep
{
    private WalkStep()
    {
    }

    /// <summary>A segment with a good header.</summary>
    public sealed record Segment(string Log) : WalkStep;

    /// <summary>A good frame, as its place in the segment's bytes.</summary>
    public sealed record Frame(byte[] Bytes, string Path, int Offset, int Length) : WalkStep
    {
        public Chain.Frame View => new(Bytes.AsSpan(Offset, Length));
    }

    /// <summary>Something wrong.</summary>
    public sealed record Problem(VerificationProblem Found) : WalkStep;
}
