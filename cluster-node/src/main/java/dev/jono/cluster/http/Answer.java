package dev.jono.cluster.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * The answer to a request.
 *
 * @param status the HTTP status
 * @param json the body
 */
record Answer(int status, ObjectNode json) {
    static Answer ok(ObjectNode json) {
        return new Answer(200, json);
    }

    /** What went wrong, and nothing else. */
    static Answer of(HttpProblem problem) {
        return of(problem, JsonFields.MAPPER.createObjectNode());
    }

    /** What went wrong, beside what can be said all the same. */
    static Answer of(HttpProblem problem, ObjectNode more) {
        ObjectNode json = JsonFields.MAPPER.createObjectNode();
        json.put("error", problem.code());
        json.put("message", problem.detail());
        json.setAll(more);
        return new Answer(problem.status(), json);
    }

    HttpResponse response() {
        HttpResponse response = HttpResponse.create()
                .withStatus(StatusCodes.get(status))
                .withEntity(ContentTypes.APPLICATION_JSON, json.toString())
                .addHeader(RawHeader.create("X-Content-Type-Options", "nosniff"));
        boolean tryAgain = status == 429 || status == 503;
        return tryAgain ? response.addHeader(RawHeader.create("Retry-After", "1")) : response;
    }
}
