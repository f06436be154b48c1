using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using RealtimeCare.Contracts.Wire;

#pragma warning disable IDE0130 // Stands beside the options that it extends.
namespace RealtimeCare.Client;
#pragma warning restore IDE0130

/// <summary>Turns MessagePack on.</summary>
public static class MessagePackSetup
{
    /// <summary>Speaks MessagePack instead of JSON: smaller frames, the same messages.</summary>
    /// <remarks>Not for apps that are trimmed or compiled ahead of time: it makes its formatters while it runs. JSON works there.</remarks>
    [RequiresDynamicCode("MessagePack makes its formatters while it runs. JSON, the default, needs none.")]
    [RequiresUnreferencedCode("MessagePack finds the messages by reflection. JSON, the default, does not.")]
    public static RealtimeCareClientOptions UseMessagePack(this RealtimeCareClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Protocol = new MessagePackHubProtocol(
            Options.Create(new Microsoft.AspNetCore.SignalR.MessagePackHubProtocolOptions { SerializerOptions = ContractResolver.Options }));
        return options;
    }
}
