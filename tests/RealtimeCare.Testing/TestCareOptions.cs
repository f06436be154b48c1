using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace RealtimeCare.Testing;

/// <summary>What a test wants different from a plain start.</summary>
public sealed class TestCareOptions
{
    /// <summary>Further settings, as on the command line: <c>--RealtimeCare:Limits:X=1</c>.</summary>
    public IList<string> Arguments { get; } = [];

    /// <summary>The host's clock. Sockets still run on the real one.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Maps what a team adds to the host, such as a hub of its own.</summary>
    public Action<IEndpointRouteBuilder>? Map { get; set; }

    /// <summary>Whether the host runs as a process of its own, which can be killed and frozen. It has the system's clock then.</summary>
    public bool OwnProcess { get; set; }

    /// <summary>Replaces registrations of the host, such as the trail by one that breaks.</summary>
    public Action<IServiceCollection>? Replace { get; set; }
}
