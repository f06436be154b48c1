using RealtimeCare.Cli.Demo.World;
using RealtimeCare.Client;
using RealtimeCare.Client.Following;
using RealtimeCare.Client.Tokens;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Demo.Cast;

/// <summary>One person's app: signs in, connects, follows every patient of the ward.</summary>
internal sealed class Follower : IAsyncDisposable
{
    private readonly List<FollowedPatient> followed = [];

    private Follower(PasswordSignIn tokens, RealtimeCareClientOptions options, Inbox inbox)
    {
        Tokens = tokens;
        Client = new RealtimeCareClient(options);
        Inbox = inbox;
    }

    /// <summary>The sign-in.</summary>
    public PasswordSignIn Tokens { get; }

    /// <summary>The SDK's client.</summary>
    public RealtimeCareClient Client { get; }

    /// <summary>What came.</summary>
    public Inbox Inbox { get; }

    /// <summary>Signs in and connects.</summary>
    /// <param name="world">Where.</param>
    /// <param name="person">Who.</param>
    /// <param name="inbox">Takes what comes.</param>
    /// <param name="via">Another way to the host, such as a relay; null is the direct one.</param>
    /// <param name="messagePack">Whether to speak MessagePack instead of JSON.</param>
    public static async Task<Follower> ConnectAsync(
        DemoWorld world, DemoPerson person, Inbox inbox, Uri? via, bool messagePack, CancellationToken cancellationToken)
    {
        var tokens = await world.SignInAsync(person, cancellationToken);
        var options = world.Options(tokens, via);
        if (messagePack) options.UseMessagePack();
        var follower = new Follower(tokens, options, inbox);
        try
        {
            await follower.Client.ConnectAsync(cancellationToken);
            return follower;
        }
        catch
        {
            await follower.DisposeAsync();
            throw;
        }
    }

    /// <summary>Follows patients from now on.</summary>
    public async Task FollowAsync(IEnumerable<string> patientIds, CancellationToken cancellationToken)
    {
        foreach (var patientId in patientIds)
        {
            var patient = await Client.FollowAsync(
                PatientReference.ById(patientId), [.. Inbox.Role.Topics], Take, FollowFrom.Now, cancellationToken);
            followed.Add(patient);
            Inbox.Begin(patient.PatientId, patient.Start.Offset);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Tokens.DisposeAsync();
    }

    private Task Take(Notification notification, CancellationToken cancellationToken)
    {
        Inbox.Take(notification.PatientId, notification.Event, notification.IsUrgent);
        return Task.CompletedTask;
    }
}
