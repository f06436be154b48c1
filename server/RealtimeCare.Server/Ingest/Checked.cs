using System.Diagnostics.CodeAnalysis;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Ingest;

/// <summary>What a check made of its input: the value, or the problem with it.</summary>
internal sealed record Checked<T>
    where T : class
{
    private Checked(T? value, CodedProblem? problem)
    {
        Value = value;
        Problem = problem;
    }

    public T? Value { get; }

    public CodedProblem? Problem { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool IsValid => Value is not null;

    /// <summary>A valid value of an interface type, for which C# allows no conversion.</summary>
    public static Checked<T> Of(T value) => new(value, null);

    public static implicit operator Checked<T>(T value) => new(value, null);

    public static implicit operator Checked<T>(CodedProblem problem) => new(null, problem);
}
