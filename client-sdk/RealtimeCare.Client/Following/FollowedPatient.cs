using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Following;

/// <summary>One patient being followed; disposing it stops following.</summary>
public sealed class FollowedPatient : IAsyncDisposable
{
    internal FollowedPatient()
    {
    }

    /// <summary>The service's id of the patient.</summary>
    public string PatientId => throw new NotImplementedException();

    /// <summary>The position that the first notification follows.</summary>
    public Position Start => throw new NotImplementedException();

    /// <summary>The name of the audience whose fields are seen.</summary>
    public string Audience => throw new NotImplementedException();

    /// <summary>
    /// Ends when following ends: without error when it was disposed; with <see cref="SubscriptionEndedException"/>,
    /// <see cref="SessionEndedException"/> or what the handler threw otherwise.
    /// </summary>
    public Task Completion => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
