#if canImport(Testing)
  import Testing

  extension Trait where Self == IssueHandlingTrait {
    /// A trait that adds the service's output to each failed expectation inside ``TestServer/run(_:grace:json:_:)``.
    ///
    ///     @Suite(.showsServerLog) struct NotesTests { … }
    ///
    /// An error that leaves the closure has the output already, see ``ServerFailure``. For Swift Testing only; XCTest
    /// has no such hook.
    public static var showsServerLog: Self {
      .compactMapIssues { issue in
        // An error thrown by the closure comes with the log.
        guard issue.error == nil, let server = TestServer.current else { return issue }
        // A suite's trait applies to its tests as well, so it may have run before.
        guard !issue.comments.contains(where: { $0.rawValue.hasPrefix(heading) }) else { return issue }
        var issue = issue
        issue.comments.append("\(heading)\(server.printed)")
        return issue
      }
    }
  }

  private let heading = "The service has printed:\n"

  extension TestServer {
    /// The service's output, and nginx's warnings and errors.
    fileprivate var printed: String {
      let service = ServerFailure.indented(log)
      let levels = ["[warn]", "[error]", "[crit]", "[alert]", "[emerg]"]
      let wrong = nginx?.log.filter { line in levels.contains { line.contains($0) } } ?? []
      return wrong.isEmpty ? service : service + "\nnginx has printed:\n" + ServerFailure.indented(wrong)
    }
  }
#endif
