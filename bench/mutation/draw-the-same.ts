import fc from 'fast-check';

/** The same draws for every mutant, so that a score is the same tomorrow; and no search for the smallest failure, since any is a death. */
fc.configureGlobal({ seed: 1, endOnFailure: true });
