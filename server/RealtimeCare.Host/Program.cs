using RealtimeCare.Host;

await HostApplication.Build(args).RunAsync();
