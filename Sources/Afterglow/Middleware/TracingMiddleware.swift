import FastCGI
import HTTPTypes
import Instrumentation
import Tracing

/// Middleware that creates a span for each request, as a child of the span named by the request's header fields.
///
/// The span covers the handler and the inner middleware. Background tasks run after its end, but still find its context
/// in `ServiceContext.current`, so that their spans become its children.
public struct TracingMiddleware: Middleware {
  private let tracer: any Tracer

  /// Creates middleware for tracing.
  ///
  /// - Parameter tracer: the tracer that creates the spans; that of the bootstrapped instrumentation system by default.
  public init(tracer: any Tracer = InstrumentationSystem.tracer) {
    self.tracer = tracer
  }

  /// Passes the request on inside a span.
  ///
  /// - Throws: any error of `next`; the span records it.
  public func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
    var context = ServiceContext.current ?? .topLevel
    tracer.extract(request.headers, into: &context, using: HeaderExtractor())
    return try await tracer.withSpan(request.method.rawValue, context: context, ofKind: .server) { span in
      span.attributes["http.request.method"] = request.method.rawValue
      span.attributes["url.path"] = request.path
      span.attributes["request.id"] = request.id
      let response = try await next.respond(to: request)
      span.attributes["http.response.status_code"] = response.status?.code ?? 200
      if (response.status?.code ?? 200) >= 500 { span.setStatus(.init(code: .error)) }
      return response
    }
  }
}

/// Reads the tracing header fields.
private struct HeaderExtractor: Extractor {
  func extract(key: String, from headers: HTTPFields) -> String? {
    HTTPField.Name(key).flatMap { headers[$0] }
  }
}
