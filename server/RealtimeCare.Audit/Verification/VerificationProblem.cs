namespace RealtimeCare.Audit.Verification;

/// <summary>One finding of a verification.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Log">The log it was found in.</param>
/// <param name="File">The file or folder.</param>
/// <param name="Offset">The byte at which it begins.</param>
/// <param name="Frame">The frame concerned, as far as it is known.</param>
/// <param name="Index">The first entry concerned, as far as it is known.</param>
/// <param name="Text">A sentence for people.</param>
public sealed record VerificationProblem(
    ProblemKind Kind, string Log, string File, long Offset, long? Frame, long? Index, string Text);
