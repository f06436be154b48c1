using RealtimeCare.Benchmarks.Comparing;

namespace RealtimeCare.Benchmarks.Measures;

/// <summary>One thing that is measured on both sides, by servers of its own.</summary>
internal interface IMeasure
{
    /// <summary>What <c>--only</c> calls it.</summary>
    string Name { get; }

    /// <summary>Measures in alternating rounds and judges.</summary>
    Task<IReadOnlyList<ComparedRow>> RunAsync(CompareOptions options, CancellationToken cancellationToken);
}
