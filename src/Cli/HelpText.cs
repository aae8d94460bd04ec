namespace LobResearch.Cli;

/// <summary>The first page of help: the verbs by who uses them.</summary>
internal static class HelpText
{
    public const string Overview =
        """
        lob — from survey files to effects one can defend

        See it work
          lob demo                     two generated studies from files to report; --study star: real public data
          lob simulate                 a generated study as files, with the truth beside it

        The university team: bring data in
          lob read FILE                what any supported file holds: CSV, Excel, SPSS
          lob ingest survey FILE       bring a survey export in, as one batch
          lob template NAME            an empty sheet to fill in by hand; 'lob template list' shows which
          lob ingest consent | attendance | leerkring | practice FILE
                                       bring a filled-in sheet in, as one batch
          lob ingest list | undo N     the files that came in; take one back
          lob codebook list | show | diff | from-sav | export
                                       the forms: items, scales, missing codes
          lob verify                   check everything stored against codebooks and hashes
          lob db start | stop | status | migrate
          lob backup FILE | restore FILE
                                       the database in one file, without the keys; put it back

        The keyholder: people and their rights
          lob link run | review        who is one person, and which parent belongs to which student
          lob withdraw CODE            delete what a person told, and keep the person out
          lob retention                what may no longer be kept; delete it
          lob keys rotate              put all codes under new keys

        The researcher: effects and where they come from
          lob analyse PLAN             estimate the effects that a plan states
          lob trace RUN                the chain behind a number: plan, program, batches, files
          lob rerun RUN                the same numbers again, on the data as they were for it
          lob export RUN --to csv | sav | r
                                       the rows it analysed; r with a script that reproduces the estimates in R
          lob chart list | NAME        a picture, with what its audience may not see taken out
          lob report --audience funder | school | thesis --out DIR
                                       a page, its PDF, pictures and tables for funders, a school or the thesis
          lob plan lint PLAN           check a plan without running it
          lob fit ols | lmm | dml | irm
                                       a model on any CSV file: least squares, mixed, or an effect by double machine learning
          lob dose                     the effect of a dose against none, by category and as a curve
          lob scales                   scores and reliability of scales, item by item; agreement in teams and dyads
          lob agreement                how far raters agree: ICCs, kappa
          lob notebook run FILE...     run notebooks and write what they give into them; -p wave=T2, --to html
          lob kernel install | uninstall | list
                                       let Jupyter run C# notebooks

        Every verb has --help. Exit codes: 0 done, 1 findings in the data, 2 usage or bad input, 3 environment.
        The database is the one that LOB_DATABASE names, else an embedded PostgreSQL server of your own under LOB_HOME.
        """;
}
