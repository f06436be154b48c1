using RealtimeCare.Cli.Demo.Checks;
using RealtimeCare.Cli.Demo.Host;
using RealtimeCare.Cli.Demo.Screen;
using RealtimeCare.Cli.Demo.World;

namespace RealtimeCare.Cli.Demo.Cast;

/// <summary>Everybody who follows the ward in the demo.</summary>
internal sealed class DemoCast(DemoWorld world, TcpRelay relay, IDemoScreen screen, TimeProvider time) : IAsyncDisposable
{
    /// <summary>What the screen calls the people.</summary>
    public const string PhysicianName = "physician";
    public const string NurseName = "nurse";
    public const string WitnessName = "nurse (bare)";
    public const string RegistrarName = "registrar";
    public const string StrangerName = "stranger";

    /// <summary>Where they are.</summary>
    public DemoWorld World => world;

    /// <summary>The physician's cable.</summary>
    public TcpRelay Relay => relay;

    /// <summary>Speaks MessagePack through a cable that will be cut.</summary>
    public Follower Physician { get; private set; } = null!;

    /// <summary>Speaks JSON; her session will be ended by force.</summary>
    public Follower Nurse { get; private set; } = null!;

    /// <summary>The nurse's second screen, without the SDK.</summary>
    public WireWitness Witness { get; private set; } = null!;

    /// <summary>Sees where people lie, and nothing clinical.</summary>
    public Follower Registrar { get; private set; } = null!;

    /// <summary>What the stranger received: nothing, it is hoped.</summary>
    public Inbox Stranger { get; } = new(StrangerName, DemoRole.Of(world.Stranger.Role), screen, time);

    /// <summary>Everybody's inbox.</summary>
    public IReadOnlyList<Inbox> Inboxes =>
        [.. new[] { Physician?.Inbox, Nurse?.Inbox, Witness?.Inbox, Registrar?.Inbox }.OfType<Inbox>(), Stranger];

    /// <summary>The panels of the screen.</summary>
    public static IReadOnlyList<string> Panels => [PhysicianName, NurseName, RegistrarName, StrangerName];

    /// <summary>Signs everybody in and lets them follow every patient.</summary>
    public async Task AssembleAsync(CancellationToken cancellationToken)
    {
        var patients = world.Patients.Keys;
        Physician = await Follower.ConnectAsync(
            world, world.Physician, NewInbox(PhysicianName, world.Physician), relay.Address, messagePack: true, cancellationToken);
        Nurse = await Follower.ConnectAsync(
            world, world.Nurse, NewInbox(NurseName, world.Nurse), via: null, messagePack: false, cancellationToken);
        Registrar = await Follower.ConnectAsync(
            world, world.Registrar, NewInbox(RegistrarName, world.Registrar), via: null, messagePack: false, cancellationToken);
        foreach (var follower in new[] { Physician, Nurse, Registrar })
        {
            await follower.FollowAsync(patients, cancellationToken);
            screen.Stand(follower.Inbox.Person, $"live, follows {world.Patients.Count} patients");
        }

        Witness = await WireWitness.FollowAsync(
            world, world.Nurse, NewInbox(WitnessName, world.Nurse), patients, cancellationToken);
        screen.Say("everybody follows every patient: the physician in MessagePack through a cable, nurse and registrar in JSON");
        screen.Say("a bare SignalR connection of the nurse listens along, to see what really crosses the wire");
    }

    /// <summary>Everything that everybody received, for the checks.</summary>
    public IReadOnlyList<ReceivedRecord> Records() => [.. Inboxes.Select(i => i.Record())];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Witness is not null) await Witness.DisposeAsync();
        foreach (var follower in new[] { Physician, Nurse, Registrar })
            if (follower is not null) await follower.DisposeAsync();
    }

    private Inbox NewInbox(string name, DemoPerson person) => new(name, DemoRole.Of(person.Role), screen, time);
}
