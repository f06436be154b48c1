using System.Reflection;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Delivery;
using RealtimeCare.Server.Hubs;

namespace RealtimeCare.Tests.Delivery;

/// <summary>A host's way to its followers, of which single batches get lost although the connection lives.</summary>
internal sealed class LosingSender
{
    /// <summary>Which batches get lost.</summary>
    public Func<EventBatch, bool> Loses { get; set; } = _ => false;

    /// <summary>How many got lost.</summary>
    public int Lost { get; private set; }

    public void Replace(IServiceCollection services) => services.AddSingleton(provider =>
    {
        var hub = provider.GetRequiredService<IHubContext<CareHub, ICareClient>>();
        return new CareSender(new LosingContext(hub, this), provider.GetRequiredService<TimeProvider>());
    });

    public bool Swallows(object? argument)
    {
        if (argument is not EventBatch batch || !Loses(batch)) return false;
        Lost++;
        return true;
    }

    private sealed class LosingContext(IHubContext<CareHub, ICareClient> hub, LosingSender sender) : IHubContext<CareHub, ICareClient>
    {
        public IHubClients<ICareClient> Clients { get; } = LosingWay.Around(hub.Clients, sender);

        public IGroupManager Groups => hub.Groups;
    }
}

/// <summary>Passes everything on, down to the one call that may get lost.</summary>
#pragma warning disable CA1852 // The proxy derives from it.
internal class LosingWay : DispatchProxy
#pragma warning restore CA1852
{
    private object inner = null!;
    private LosingSender sender = null!;

    public static T Around<T>(T inner, LosingSender sender)
        where T : class
    {
        var proxy = Create<T, LosingWay>();
        var way = (LosingWay)(object)proxy;
        (way.inner, way.sender) = (inner, sender);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(ICareClient.Events) && sender.Swallows(args![0])) return Task.CompletedTask;
        var result = targetMethod.Invoke(inner, args);
        return result is ICareClient client ? Around(client, sender) : result;
    }
}
