# keys
keys-recipient-hint = give this line to the surveyors; what is sealed to it only this master opens
