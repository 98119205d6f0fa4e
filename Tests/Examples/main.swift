// Runs one of the guide's examples: Examples NAME [OPTION…], with the options of every application.

#if canImport(Glibc)
  import Glibc
#endif
import Afterglow

/// The examples by the names of their pages, and `EveryExtractor`, which generated requests are sent to.
let examples: [String: @Sendable () throws -> Application] = [
  "Authentication": authenticationExample,
  "BackgroundTasks": backgroundTasksExample,
  "Cookies": cookiesExample,
  "Dependencies": dependenciesExample,
  "Errors": errorsExample,
  "EveryExtractor": everyExtractorExample,
  "Extractors": extractorsExample,
  "Files": filesExample,
  "JSONForms": jsonFormsExample,
  "JSONWebTokens": jsonWebTokensExample,
  "Lifecycle": lifecycleExample,
  "Logging": loggingExample,
  "LoggingIn": loggingInExample,
  "Middleware": middlewareExample,
  "Multipart": multipartExample,
  "Responses": responsesExample,
  "Routing": routingExample,
  "ServerSentEvents": serverSentEventsExample,
  "Sessions": sessionsExample,
  "Templates": templatesExample,
  "Testing": notesApplication,
  "Validation": validationExample,
]

let arguments = CommandLine.arguments.dropFirst()
if arguments.first == "Settings" {
  await Application.run(arguments: Array(arguments.dropFirst())) { settings in
    try settingsExample(settings)
  }
  exit(EXIT_SUCCESS)
}
guard let name = arguments.first, let example = examples[name] else {
  let names = examples.keys.sorted().joined(separator: ", ")
  let line = Array("Examples: name one of \(names)\n".utf8)
  _ = write(STDERR_FILENO, line, line.count)
  exit(EX_USAGE)
}
await Application.run(arguments: Array(arguments.dropFirst()), example)
