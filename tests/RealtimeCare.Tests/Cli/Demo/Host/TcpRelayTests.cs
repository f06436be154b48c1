using System.Net;
using System.Net.Sockets;
using RealtimeCare.Cli.Demo.Host;

namespace RealtimeCare.Tests.Cli.Demo.Host;

public sealed class TcpRelayTests
{
    private static readonly CancellationToken Soon = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bytes_pass_both_ways_until_the_cable_is_cut_and_a_new_connection_passes_again()
    {
        using var target = new TcpListener(IPAddress.Loopback, 0);
        target.Start();
        await using var relay = new TcpRelay(new Uri($"https://localhost:{((IPEndPoint)target.LocalEndpoint).Port}"));

        using var first = new TcpClient();
        using var firstFar = await ConnectAsync(relay, target, first);
        await AssertPassesAsync(first, firstFar);
        await AssertPassesAsync(firstFar, first);
        Assert.Equal(1, relay.Cut());
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            if (await first.GetStream().ReadAsync(new byte[1], Soon) == 0) throw new IOException("closed");
        });

        using var second = new TcpClient();
        using var secondFar = await ConnectAsync(relay, target, second);
        await AssertPassesAsync(second, secondFar);
    }

    private static async Task<TcpClient> ConnectAsync(TcpRelay relay, TcpListener target, TcpClient near)
    {
        await near.ConnectAsync(IPAddress.Loopback, relay.Address.Port, Soon);
        return await target.AcceptTcpClientAsync(Soon);
    }

    private static async Task AssertPassesAsync(TcpClient from, TcpClient to)
    {
        await from.GetStream().WriteAsync("ping"u8.ToArray(), Soon);
        var read = new byte[4];
        await to.GetStream().ReadExactlyAsync(read, Soon);
        Assert.Equal("ping"u8.ToArray(), read);
    }
}
