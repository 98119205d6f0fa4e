#if canImport(Testing)
  import Testing

  extension Trait where Self == IssueHandlingTrait {
    /// Shows what the service has printed beside each failed expectation inside ``TestServer/run(_:grace:_:)``.
    ///
    ///     @Suite(.showsServerLog) struct NotesTests { … }
    ///
    /// An error that leaves the closure has it already, see ``ServerFailure``. For Swift Testing; XCTest has no such
    /// place.
    public static var showsServerLog: Self {
      .compactMapIssues { issue in
        // An error is the failure's own, and comes with the log.
        guard issue.error == nil, let server = TestServer.current else { return issue }
        // The trait of a suite is that of its tests as well.
        guard !issue.comments.contains(where: { $0.rawValue.hasPrefix(heading) }) else { return issue }
        var issue = issue
        issue.comments.append("\(heading)\(server.printed)")
        return issue
      }
    }
  }

  private let heading = "The service has printed:\n"

  extension TestServer {
    /// What the service has printed, and what nginx takes for wrong.
    fileprivate var printed: String {
      let service = ServerFailure.indented(log)
      let levels = ["[warn]", "[error]", "[crit]", "[alert]", "[emerg]"]
      let wrong = nginx?.log.filter { line in levels.contains { line.contains($0) } } ?? []
      return wrong.isEmpty ? service : service + "\nnginx has printed:\n" + ServerFailure.indented(wrong)
    }
  }
#endif
