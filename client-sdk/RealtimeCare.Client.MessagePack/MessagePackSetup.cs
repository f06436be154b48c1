using System.ComponentModel;
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
    private const string NoCode = "MessagePack makes its formatters while it runs. JSON, the default, needs none.";
    private const string NoReflection = "MessagePack finds the messages by reflection. JSON, the default, does not.";

    /// <summary>Speaks MessagePack instead of JSON: smaller frames, the same messages.</summary>
    /// <remarks>Not for apps that are trimmed or compiled ahead of time: it makes its formatters while it runs. JSON works there.</remarks>
    [RequiresDynamicCode(NoCode)]
    [RequiresUnreferencedCode(NoReflection)]
    public static RealtimeCareClientOptions UseMessagePack(this RealtimeCareClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Protocol = CreateProtocol();
        return options;
    }

    /// <summary>
    /// Makes MessagePack what options begin with. The package calls it in apps on desktops and servers, before their own code runs, unless
    /// the project says <c>&lt;RealtimeCareMessagePackByDefault&gt;false&lt;/RealtimeCareMessagePackByDefault&gt;</c>.
    /// </summary>
    [RequiresDynamicCode(NoCode)]
    [RequiresUnreferencedCode(NoReflection)]
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    public static void UseMessagePackByDefault() => RealtimeCareClientOptions.DefaultProtocol = CreateProtocol();

    private static MessagePackHubProtocol CreateProtocol() => new(
        Options.Create(new Microsoft.AspNetCore.SignalR.MessagePackHubProtocolOptions { SerializerOptions = ContractResolver.Options }));
}
