using LobResearch.Cli;

return await LobCommand.RunAsync(args).ConfigureAwait(false);
