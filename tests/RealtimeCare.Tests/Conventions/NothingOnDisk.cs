using RealtimeCare.Client;
using RealtimeCare.Contracts;

namespace RealtimeCare.Tests.Conventions;

/// <summary>The SDK keeps tokens and patients' data in memory: it has no means to write a file. What an app keeps goes through its own store.</summary>
public sealed class NothingOnDisk
{
    private static readonly string[] Means =
    [
        "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream", "System.IO.Directory", "System.IO.DirectoryInfo", "System.IO.StreamWriter",
        "System.IO.RandomAccess", "System.IO.Path", "System.IO.IsolatedStorage", "System.IO.MemoryMappedFiles", "System.Diagnostics.Process", "Microsoft.Win32",
    ];

    [Fact]
    public void The_SDK_touches_no_file()
    {
        var uses = new[] { typeof(RealtimeCareClient).Assembly, typeof(RealtimeCareProtocol).Assembly, typeof(MessagePackSetup).Assembly }
            .SelectMany(TypeUse.In)
            .Where(use => Means.Any(means => use.Used.FullName is { } name && (name == means || name.StartsWith(means + ".", StringComparison.Ordinal))))
            .Select(use => $"{use.User.FullName} uses {use.Used.FullName}");

        Rule.IsBrokenByNothing(uses);
    }
}
