namespace RealtimeCare.Policy.Access;

/// <summary>The policy document cannot be used; says everything that is wrong with it.</summary>
public sealed class PolicyException(IReadOnlyList<PolicyMistake> mistakes)
    : Exception("The policy document cannot be used:" + string.Concat(mistakes.Select(static m => "\n  " + m)))
{
    /// <summary>The mistakes, in the order of the document.</summary>
    public IReadOnlyList<PolicyMistake> Mistakes { get; } = mistakes;
}

/// <summary>A mistake in a policy document.</summary>
/// <param name="Line">The line, counted from one.</param>
/// <param name="Reason">What is wrong.</param>
public sealed record PolicyMistake(int Line, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"line {Line}: {Reason}";
}
