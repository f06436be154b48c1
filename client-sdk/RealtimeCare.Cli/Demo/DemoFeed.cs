using RealtimeCare.Cli.Bundles;
using RealtimeCare.Cli.Demo.Feed;
using RealtimeCare.Cli.Demo.Ward;
using RealtimeCare.Cli.Demo.World;
using RealtimeCare.Cli.Terminal;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Cli.Demo;

/// <summary>What a demo publishes, and for whom.</summary>
internal sealed record DemoFeed(IReadOnlyList<PlannedPatient> Patients, IEventSource Source, string Summary)
{
    private const int Beds = 5;

    /// <summary>The topic of each resource type, by the policy that is built in.</summary>
    public static IReadOnlyDictionary<string, string> TopicOfType { get; } = AccessPolicy.Default.Topics.Values
        .SelectMany(topic => topic.ResourceTypes.Select(type => (type, topic.Name)))
        .DistinctBy(t => t.type)
        .ToDictionary(t => t.type, t => t.Name);

    /// <summary>The simulated ward, or the files of <c>--input</c>.</summary>
    public static DemoFeed Make(DemoOptions options, TimeProvider time) =>
        options.Input is { } input ? OfFiles(input, options.Lasts, time) : OfWard(new SimulatedWard(options.Seed, Beds), options.Lasts, time);

    /// <summary>The simulated ward.</summary>
    public static DemoFeed OfWard(SimulatedWard ward, TimeSpan? lasts, TimeProvider time) => new(
        [.. ward.Patients.Select(p => new PlannedPatient(Identifier(WardPatient.RecordNumberSystem, p.RecordNumber), p.Label))],
        new WardSource(ward, lasts, time),
        $"a simulated ward of {ward.Patients.Count} patients at monitors");

    private static DemoFeed OfFiles(string path, TimeSpan atLeast, TimeProvider time)
    {
        var contents = new BundleReader(TopicOfType).Read(path);
        if (contents.Resources == 0) throw new CliException($"{path} holds no clinical resource of an identified patient.", ExitCodes.Usage);
        return new(
            [.. contents.Patients.Select((p, i) => new PlannedPatient(p.Identifier, $"patient {i + 1}"))],
            new BundleSource(contents, atLeast, time),
            contents.Summary());
    }

    private static PatientIdentifier Identifier(string system, string value) => new() { System = system, Value = value };
}
