//! The master's recipient: what campaigns carry so that exports are sealed for the road.
