package dev.jono.persistence;

/** A queue cannot be read because its messages would not fit into the node's memory. */
final class PayloadBudgetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PayloadBudgetException(String message) {
        super(message);
    }
}
